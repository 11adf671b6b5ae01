"""What the house knows: guides in versions, remarks on them, instructions and who has read them."""

from desk.guides.models.guide import Guide, GuideFlag, GuideStep, GuideVersion
from desk.guides.models.instruction import Instruction, Reading

__all__ = ["Guide", "GuideFlag", "GuideStep", "GuideVersion", "Instruction", "Reading"]
