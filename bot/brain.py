"""The wiring of the brain."""

from config.settings import PROMPTS, Settings
from services.brain.model_brain import ModelBrain, open_brain
from services.brain.rules import RulesBrain
from services.store.store import Store


def brain_of(settings: Settings, store: Store) -> ModelBrain:
    """The model where there is a key, and else the rules."""
    key = settings.anthropic_api_key
    return open_brain(
        store,
        settings.ai,
        RulesBrain(settings.ai),
        key=None if key is None else key.get_secret_value(),
        base_url=settings.anthropic_base_url,
        ours=PROMPTS,
        theirs=settings.home / "prompts",
    )
