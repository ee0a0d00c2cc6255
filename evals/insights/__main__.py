"""`python -m evals.insights` prints what survives the rules of a report, and what they protect."""

from evals.insights.survival import again_lines, survival_lines

for line in (*survival_lines(), "", *again_lines()):
    print(line)
