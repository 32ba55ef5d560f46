"""Pictures of what the engine returns, drawn with matplotlib: for a notebook, a slide, a printed page."""
