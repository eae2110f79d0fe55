"""What any model is made with: learners, folds in time, calibration, graphs; never run by a job."""
