from launch.check.steps import Step

STEPS: list[Step] = []
