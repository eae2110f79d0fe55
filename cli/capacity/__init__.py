"""`revstream plan-capacity`: what a load needs and costs."""
