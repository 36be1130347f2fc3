"""All SQL: models, repositories, migrations. Nothing here reads settings or builds anything on import."""
