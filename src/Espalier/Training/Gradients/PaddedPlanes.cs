namespace Espalier.Training.Gradients;

/// <summary>Images of a batch with zeros around them, and between their rows and columns, so that a kernel may slide over them blindly.</summary>
/// <param name="Channels">The planes.</param>
/// <param name="Height">The rows of a plane.</param>
/// <param name="Width">Its columns.</param>
/// <param name="Top">Rows of zeros above; negative where rows are cut off.</param>
/// <param name="Left">Columns of zeros to the left.</param>
/// <param name="StepY">The distance between rows once zeros stand between them.</param>
/// <param name="StepX">The distance between columns.</param>
/// <param name="PaddedHeight">All rows.</param>
/// <param name="PaddedWidth">All columns.</param>
internal sealed record PlaneLayout(
    int Channels, int Height, int Width, int Top, int Left, int StepY, int StepX, int PaddedHeight, int PaddedWidth)
{
    /// <summary>Whether the planes are the images themselves.</summary>
    public bool IsPlain => (Top, Left, StepY, StepX) == (0, 0, 1, 1) && (PaddedHeight, PaddedWidth) == (Height, Width);

    /// <summary>The elements of one example.</summary>
    public int Length => checked(Channels * PaddedHeight * PaddedWidth);
}

/// <summary>A buffer for <see cref="PlaneLayout"/>; its zeros stay where they are as long as batches have one size.</summary>
internal sealed unsafe class PaddedPlanes(PlaneLayout layout, Batch batch)
{
    private readonly AlignedSingles _planes = new(layout.IsPlain ? 0 : checked(layout.Length * Lanes.Padded(batch.Capacity)));
    private int _stride;

    public PlaneLayout Layout => layout;

    /// <summary>The images with their zeros.</summary>
    public float* Of(AlignedSingles images)
    {
        if (layout.IsPlain) return images.Pointer;
        if (_stride != batch.Stride) _planes.Span.Clear();
        _stride = batch.Stride;
        for (int plane = 0; plane < layout.Channels; plane++)
        {
            for (int y = 0; y < layout.Height; y++)
            {
                int row = (y * layout.StepY) + layout.Top;
                if ((uint)row < (uint)layout.PaddedHeight) CopyRow(images, (plane * layout.Height) + y, (plane * layout.PaddedHeight) + row);
            }
        }

        return _planes.Pointer;
    }

    private void CopyRow(AlignedSingles images, int from, int to)
    {
        ReadOnlySpan<float> row = images.Span.Slice(from * layout.Width * _stride, layout.Width * _stride);
        Span<float> padded = _planes.Span.Slice(to * layout.PaddedWidth * _stride, layout.PaddedWidth * _stride);
        int first = layout.Left < 0 ? (-layout.Left + layout.StepX - 1) / layout.StepX : 0;
        int end = Math.Min(layout.Width, ((layout.PaddedWidth - 1 - layout.Left) / layout.StepX) + 1);
        if (layout.StepX == 1)
        {
            row[(first * _stride)..(end * _stride)].CopyTo(padded[((first + layout.Left) * _stride)..]);
            return;
        }

        for (int x = first; x < end; x++)
            row.Slice(x * _stride, _stride).CopyTo(padded[(((x * layout.StepX) + layout.Left) * _stride)..]);
    }
}
