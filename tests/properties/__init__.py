"""Properties that hold for whatever hypothesis makes up."""
