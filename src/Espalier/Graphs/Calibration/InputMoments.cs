namespace Espalier.Graphs.Calibration;

/// <summary>
/// What the weights of an output of one grid meet on average over calibration inputs, in their order: the inputs, each at every place of the
/// kernel.
/// </summary>
/// <param name="Count">The vectors that were met.</param>
/// <param name="MeanSquares">E[x_i²] of every weight.</param>
/// <param name="Products">E[x_i·x_j], row-major; null where it was not asked for or has more than <see cref="InputCalibration.MostColumns"/>
/// columns.</param>
public sealed record InputMoments(long Count, ReadOnlyMemory<double> MeanSquares, ReadOnlyMemory<double>? Products);
