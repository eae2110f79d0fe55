"""Budgets and who is told when one is spent."""

from typing import Any, Final

from tests.infra.emulator.aws_calls import Aws
from tests.infra.emulator.resource_type import ResourceType
from tests.infra.emulator.type_schema import Model


class Budget:
    """AWS::Budgets::Budget; its id is its name."""

    def create(self, aws: Aws, model: Model) -> Model:
        aws(
            "budgets",
            "create_budget",
            AccountId=aws.account,
            Budget=_budget(model),
            NotificationsWithSubscribers=model.get("NotificationsWithSubscribers"),
        )
        return {"Id": model["Budget"]["BudgetName"]}

    def read(self, aws: Aws, model: Model) -> Model | None:
        found = aws.find(
            "budgets", "describe_budget", AccountId=aws.account, BudgetName=model["Id"]
        )
        if found is None:
            return None
        budget = found["Budget"]
        limit = budget.get("BudgetLimit")
        amount = {"Amount": float(limit["Amount"]), "Unit": limit["Unit"]} if limit else None
        names = ("BudgetName", "BudgetType", "TimeUnit")
        return {
            "Id": model["Id"],
            "Budget": {**{name: budget[name] for name in names}, "BudgetLimit": amount},
        }

    def update(self, aws: Aws, old: Model, new: Model) -> None:
        aws("budgets", "update_budget", AccountId=aws.account, NewBudget=_budget(new))

    def delete(self, aws: Aws, model: Model) -> None:
        aws.find("budgets", "delete_budget", AccountId=aws.account, BudgetName=model["Id"])


TYPES: Final[dict[str, ResourceType]] = {"AWS::Budgets::Budget": Budget()}


def _budget(model: Model) -> dict[str, Any]:
    """The API takes an amount as text."""
    budget = dict(model["Budget"])
    if "BudgetLimit" in budget:
        limit = budget["BudgetLimit"]
        budget["BudgetLimit"] = {**limit, "Amount": str(limit["Amount"])}
    return budget
