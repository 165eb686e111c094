namespace Espalier.Work.Neurons;

/// <summary>What is known about the error of a subset.</summary>
/// <param name="Error">Both sides of it.</param>
/// <param name="Witness">A point of the ball at which the difference is at least the lower side.</param>
public sealed record SubsetErrorAnswer(ErrorInterval Error, IReadOnlyList<double> Witness);
