namespace Espalier.Neurons;

/// <summary>Where a search is.</summary>
/// <param name="Error">The upper end of the error of the best subset so far.</param>
/// <param name="Bound">No subset has a smaller error than this, as far as is known now.</param>
/// <param name="Work">The units of work done.</param>
public sealed record NeuronSubsetProgress(double Error, double Bound, long Work);
