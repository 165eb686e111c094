namespace Espalier.Certificates.Relaxations;

/// <summary>Rows of coefficients in a buffer that grows. Rows are filled up with zeros to a multiple of 8.</summary>
internal sealed class FormMatrix
{
    public double[] Data { get; private set; } = [];

    /// <summary>The distance between rows.</summary>
    public int Stride { get; private set; }

    /// <summary>Makes room. What the rows hold then is arbitrary.</summary>
    public void Reshape(int rows, int stride)
    {
        long size = (long)rows * stride;
        if (Data.Length < size)
            Data = GC.AllocateUninitializedArray<double>(checked((int)Math.Max(size, Math.Min(2L * Data.Length, Array.MaxLength))));
        Stride = stride;
    }

    public Span<double> Row(int index) => Data.AsSpan(index * Stride, Stride);
}
