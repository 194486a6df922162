"""Protecting supply: a planner with a budget against an opponent who shifts effort between corridors, on top of the simulation."""

from harmattan.protect.answer import Alone, Amount, Answer, Bought, Placed, Standing
from harmattan.protect.asking import ask, first_budget
from harmattan.protect.rehearse import Stage

__all__ = ["Alone", "Amount", "Answer", "Bought", "Placed", "Stage", "Standing", "ask", "first_budget"]
