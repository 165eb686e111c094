namespace Espalier.Graphs;

/// <summary>Computes the outputs of a network for many inputs.</summary>
/// <remarks>
/// Each call prepares the network once; who evaluates the same network often keeps a <see cref="ForwardPass{T}"/>,
/// which also states the order of arithmetic.
/// </remarks>
public static class Forward
{
    /// <summary>Computes in float32; weights stored in float64 are rounded once.</summary>
    /// <param name="network">The network.</param>
    /// <param name="inputs">The inputs one after the other, each row-major.</param>
    /// <param name="outputs">Receives the outputs one after the other, each row-major.</param>
    /// <param name="count">The number of inputs.</param>
    /// <param name="threads">The number of threads that may work on this call; it never changes the result.</param>
    /// <param name="cancel">Stops the work between two batches.</param>
    /// <exception cref="ArgumentException">A span does not have the length that the count demands.</exception>
    /// <exception cref="OperationCanceledException">The work was cancelled.</exception>
    public static void Run(
        Network network, ReadOnlySpan<float> inputs, Span<float> outputs, int count, int threads, CancellationToken cancel = default) =>
        new ForwardPass<float>(network).Run(inputs, outputs, count, threads, cancel);

    /// <summary>Computes in float64; weights stored in float32 are widened exactly.</summary>
    /// <inheritdoc cref="Run(Network, ReadOnlySpan{float}, Span{float}, int, int, CancellationToken)"/>
    public static void Run(
        Network network, ReadOnlySpan<double> inputs, Span<double> outputs, int count, int threads, CancellationToken cancel = default) =>
        new ForwardPass<double>(network).Run(inputs, outputs, count, threads, cancel);
}
