"""Charts of the page, and the draws behind them."""
