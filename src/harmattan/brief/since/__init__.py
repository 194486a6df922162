"""What changed since an earlier brief."""
