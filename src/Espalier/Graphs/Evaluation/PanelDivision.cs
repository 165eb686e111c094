namespace Espalier.Graphs.Evaluation;

/// <summary>How one call of a convolution is divided among threads: panels of places in blocks, tiles of kernels in bands.</summary>
/// <remarks>No division changes a bit. With few panels the kernels are divided too, so that every thread has something to do.</remarks>
internal readonly struct PanelDivision
{
    /// <summary>So many pieces of work for each thread even out that threads begin and end at different times.</summary>
    public const int PiecesOfThread = 8;

    /// <summary>The bytes of packed patches and of sums that a block holds: a part of a second-level cache.</summary>
    private const int BlockBytes = 320 << 10;

    private const int LargestBlock = 16;

    /// <summary>Divides the work.</summary>
    /// <param name="places">The output places of all images.</param>
    /// <param name="width">The places of a panel.</param>
    /// <param name="stretch">The links of a chain that are computed at once.</param>
    /// <param name="tiles">The tiles of a group of kernels.</param>
    /// <param name="tileRows">The kernels of a tile.</param>
    /// <param name="elementBytes">The size of a number.</param>
    /// <param name="threads">Those who share the work.</param>
    public PanelDivision(int places, int width, int stretch, int tiles, int tileRows, int elementBytes, int threads)
    {
        Panels = ((places - 1) / width) + 1;
        int pieces = PiecesOfThread * threads;
        Bands = threads > 1 && Panels < pieces ? Math.Clamp(tiles / 2, 1, 2 * threads) : 1;
        Band = (tiles + Bands - 1) / Bands;
        long panel = (long)width * elementBytes * (stretch + (Band * tileRows));
        Block = (int)Math.Clamp(BlockBytes / panel, 1, LargestBlock);
        if (threads > 1) Block = Math.Clamp((int)((long)Panels * Bands / pieces), 1, Block);
        Blocks = ((Panels - 1) / Block) + 1;
    }

    /// <summary>The panels of all images.</summary>
    public int Panels { get; }

    /// <summary>The panels of a block, and the blocks.</summary>
    public int Block { get; }

    /// <inheritdoc cref="Block"/>
    public int Blocks { get; }

    /// <summary>The tiles of a band, and the bands.</summary>
    public int Band { get; }

    /// <inheritdoc cref="Band"/>
    public int Bands { get; }

    /// <summary>Whether all panels are packed beforehand, because several bands meet them; otherwise a block packs its own.</summary>
    public bool PacksFirst => Bands > 1;
}
