//! Tables of cells to entries.
