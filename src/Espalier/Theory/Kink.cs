namespace Espalier.Theory;

/// <summary>A place where a piecewise-linear function of t changes its slope.</summary>
/// <param name="Position">t, the breakpoint.</param>
/// <param name="Jump">The slope to the right minus the slope to the left.</param>
public readonly record struct Kink(double Position, double Jump);
