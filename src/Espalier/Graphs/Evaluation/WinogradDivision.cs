namespace Espalier.Graphs.Evaluation;

/// <summary>How one call is divided: panels of tiles in blocks, kernels in bands. No division changes a bit.</summary>
internal readonly struct WinogradDivision
{
    private const long BlockBytes = 1 << 20;
    private const long SharedBytes = 6 << 20;
    private const int BandRows = 64;
    private const int LargestBlock = 8;

    /// <summary>Divides the work.</summary>
    public WinogradDivision(int places, int width, int channels, int tiles, int tileRows, int threads)
    {
        Panels = ((places - 1) / width) + 1;
        Band = Math.Clamp(BandRows / tileRows, 1, tiles);
        long point = (long)width * sizeof(float) * Winograd.Points;
        IsShared = Panels * point * channels <= SharedBytes;
        Block = (int)Math.Clamp(BlockBytes / (point * (channels + (Band * tileRows))), 1, LargestBlock);
        Bands = (tiles + Band - 1) / Band;
        if (threads > 1) Block = Math.Clamp(Panels * (IsShared ? Bands : 1) / (PanelDivision.PiecesOfThread * threads), 1, Block);
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

    /// <summary>Whether all patches are transformed beforehand, for all bands; otherwise a block transforms its own and meets all bands.</summary>
    public bool IsShared { get; }
}
