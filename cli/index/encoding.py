"""How a sentence-transformers model is used, as the settings DXE_ENCODER_* say."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from index.encoders import Encoding
    from settings import Settings


def read_encoding(settings: "Settings") -> "Encoding":
    """The settings' choices for a model that is named."""
    from index.encoders import Encoding

    return Encoding(
        query_prefix=settings.encoder_query_prefix,
        passage_prefix=settings.encoder_passage_prefix,
        max_length=settings.encoder_max_length,
        batch_size=settings.encoder_batch_size,
        backend=settings.encoder_backend,
        device=settings.encoder_device,
    )
