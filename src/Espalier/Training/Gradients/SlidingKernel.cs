namespace Espalier.Training.Gradients;

/// <summary>The weights of a convolution in the order in which tiles read them, and the offsets of its taps.</summary>
internal sealed unsafe class SlidingKernel
{
    private readonly int _rows;
    private readonly int _channels;
    private readonly int _height;
    private readonly int _width;
    private readonly bool _isMirrored;
    private readonly PlaneLayout _layout;
    private readonly AlignedSingles _packed;
    private readonly int[] _offsets;
    private int _stride;

    /// <summary>A kernel of so many rows over the planes of a layout.</summary>
    /// <param name="rows">The planes that are made.</param>
    /// <param name="channels">The planes that are read.</param>
    /// <param name="height">The rows of taps.</param>
    /// <param name="width">The taps of a row.</param>
    /// <param name="isMirrored">Whether rows and channels change places and the taps are turned round: the way back.</param>
    /// <param name="layout">What it slides over.</param>
    public SlidingKernel(int rows, int channels, int height, int width, bool isMirrored, PlaneLayout layout)
    {
        (_rows, _channels, _height, _width, _isMirrored, _layout) = (rows, channels, height, width, isMirrored, layout);
        _packed = new AlignedSingles(checked(Tiles * TapKernel.Rows * Taps));
        _offsets = new int[Taps];
    }

    private int Taps => _channels * _height * _width;

    private int Tiles => (_rows + TapKernel.Rows - 1) / TapKernel.Rows;

    /// <summary>Where a tap sees the planes; beyond the last tap, where the last one does.</summary>
    public int Offset(int tap) => _offsets[Math.Min(tap, Taps - 1)];

    /// <summary>Takes the weights of a layer as they are now.</summary>
    public void Pack(TrainableLayer layer, int stride)
    {
        if (_stride != stride) SetOffsets(stride);
        for (int row = 0; row < _rows; row++)
        {
            float* to = _packed.Pointer + ((nint)(row / TapKernel.Rows) * TapKernel.Rows * Taps) + (row % TapKernel.Rows);
            for (int tap = 0; tap < Taps; tap++, to += TapKernel.Rows) *to = layer.Effective.Pointer[Place(layer, row, tap)];
        }
    }

    /// <summary>A run of every row.</summary>
    /// <param name="from">The planes, seen from the first element of the run.</param>
    /// <param name="to">The first row's run.</param>
    /// <param name="distance">From one row's run to the next.</param>
    /// <param name="length">The length of the run: a multiple of 16.</param>
    /// <param name="adds">Whether to add to what is there.</param>
    public void Run(float* from, float* to, nint distance, nint length, bool adds)
    {
        // So many numbers of a run at once that what the taps see of them stays in the nearest cache for all tiles.
        const int Block = 64;
        fixed (int* offsets = _offsets)
        {
            for (nint n = 0; n < length; n += Block)
            {
                for (int tile = 0; tile < Tiles; tile++)
                    TapKernel.Slide(
                        _packed.Pointer + ((nint)tile * TapKernel.Rows * Taps),
                        offsets,
                        Taps,
                        from + n,
                        to + (tile * TapKernel.Rows * distance) + n,
                        distance,
                        Math.Min(TapKernel.Rows, _rows - (tile * TapKernel.Rows)),
                        Math.Min(Block, length - n),
                        adds);
            }
        }
    }

    private void SetOffsets(int stride)
    {
        for (int tap = 0; tap < Taps; tap++)
        {
            (int line, int x) = Math.DivRem(tap, _width);
            (int channel, int y) = Math.DivRem(line, _height);
            _offsets[tap] = checked(((((channel * _layout.PaddedHeight) + y) * _layout.PaddedWidth) + x) * stride);
        }

        _stride = stride;
    }

    /// <summary>Where the weight stands in the layer's matrix, outputs × (channels · height · width).</summary>
    private int Place(TrainableLayer layer, int row, int tap)
    {
        if (!_isMirrored) return (row * layer.Stride) + tap;
        int places = _height * _width;
        (int channel, int place) = Math.DivRem(tap, places);
        return (channel * layer.Stride) + (row * places) + (places - 1 - place);
    }
}
