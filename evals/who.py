"""Who asks while the coach is measured: nobody whose work is kept."""

from coach.domain.access import local_principal

MEASURER = local_principal("evals")
