namespace Espalier.Numerics;

/// <summary>The buffers of <see cref="MatrixProduct"/>, kept between calls so that later ones allocate nothing.</summary>
/// <remarks>Serves one call at a time.</remarks>
public sealed class MatrixWorkspace
{
}
