using Espalier.Graphs;
using Espalier.Graphs.Evaluation;
using Espalier.Graphs.Operators;

namespace Espalier.Pruning.Sparse;

/// <summary>A weight grid of which only the weights that are not 0 are computed with, in float32.</summary>
/// <remarks>
/// Dense maps of many vectors, and convolutions, are both sums of lanes that stand side by side: the vectors turned, or an image padded and taken
/// apart into its phases of the stride, so that neighbouring outputs meet neighbouring elements. Sums have another order than in the dense path.
/// </remarks>
internal sealed class SparseGridKernel : UnaryKernel<float>
{
    private readonly WeightGrid _grid;
    private readonly SparseRows _rows;
    private readonly float[]? _bias;
    private readonly Shape _read;
    private readonly Shape _made;
    private readonly PhasedImage? _image;

    public SparseGridKernel(WeightGrid grid, Shape read, Shape made, (int Kept, int Of)? pattern)
    {
        _grid = grid;
        _read = read;
        _made = made;
        _bias = ValuesOf(grid.Bias);
        _image = grid.Window is { } window ? new PhasedImage(grid, Images.Of(read), Images.Of(made), window) : null;
        _rows = pattern is { } known ? Patterned(known) : Compressed();
    }

    public override void Apply(ReadOnlySpan<float> inputs, Span<float> outputs, int count, Scratch<float> scratch)
    {
        if (_image is null) ApplyDense(inputs, outputs, scratch);
        else
            for (int i = 0; i < count; i++)
                ApplyImage(inputs.Slice(i * _read.Length, _read.Length), outputs.Slice(i * _made.Length, _made.Length), scratch);
    }

    private void ApplyDense(ReadOnlySpan<float> inputs, Span<float> outputs, Scratch<float> scratch)
    {
        int vectors = inputs.Length / _grid.Inputs, first = 0;
        Span<float> turned = scratch.Buffer(0, (_grid.Inputs * SparseRows.Tile) + SparseRows.Tile), sums = stackalloc float[SparseRows.Tile];
        for (; vectors - first >= SparseRows.Tile / 4; first += SparseRows.Tile)
        {
            int lanes = Math.Min(SparseRows.Tile, vectors - first);
            for (int lane = 0; lane < lanes; lane++)
            {
                ReadOnlySpan<float> vector = inputs.Slice((first + lane) * _grid.Inputs, _grid.Inputs);
                for (int i = 0; i < vector.Length; i++) turned[(i * SparseRows.Tile) + lane] = vector[i];
            }

            for (int row = 0; row < _grid.Channels; row++)
            {
                _rows.Lanes(row, turned, SparseRows.Tile, 0, sums);
                float bias = _bias is null ? 0 : _bias[row];
                for (int lane = 0; lane < lanes; lane++) outputs[((first + lane) * _grid.Channels) + row] = sums[lane] + bias;
            }
        }

        for (; first < vectors; first++)
        {
            Span<float> made = outputs.Slice(first * _grid.Channels, _grid.Channels);
            _rows.Dots(inputs.Slice(first * _grid.Inputs, _grid.Inputs), made);
            for (int row = 0; row < made.Length; row++) made[row] += _bias is null ? 0 : _bias[row];
        }
    }

    private void ApplyImage(ReadOnlySpan<float> input, Span<float> output, Scratch<float> scratch)
    {
        PhasedImage image = _image!;
        Span<float> values = scratch.Buffer(0, image.Length + SparseRows.Tile), sums = stackalloc float[SparseRows.Tile];
        values[..(image.Length + SparseRows.Tile)].Clear();
        image.Fill(input, values);
        int lanes = ((image.OutputHeight - 1) * image.Width) + image.OutputWidth, area = image.OutputHeight * image.OutputWidth;
        for (int channel = 0; channel < _grid.Channels; channel++)
        {
            Span<float> plane = output.Slice(channel * area, area);
            float bias = _bias is null ? 0 : _bias[channel];
            for (int first = 0; first < lanes; first += SparseRows.Tile)
            {
                _rows.Lanes(channel, values, 1, first, sums);
                int end = Math.Min(first + SparseRows.Tile, lanes);
                for (int lane = first; lane < end;)
                {
                    (int y, int x) = Math.DivRem(lane, image.Width);
                    int run = Math.Min(image.Width - x, end - lane);
                    for (int i = 0; i < run && x + i < image.OutputWidth; i++) plane[(y * image.OutputWidth) + x + i] = sums[lane - first + i] + bias;
                    lane += run;
                }
            }
        }
    }

    /// <summary>Where an input meets its lanes at a place of the kernel.</summary>
    private int PlaceOf(int channel, int place, int input)
    {
        int from = (channel / (_grid.Channels / _grid.Groups) * _grid.Inputs) + input;
        return _image is null ? input : _image.PlaceOf(from, place);
    }

    private CompressedRows Compressed()
    {
        var rows = new (int, float)[_grid.Channels][];
        for (int channel = 0; channel < rows.Length; channel++)
        {
            rows[channel] =
            [
                .. from input in Enumerable.Range(0, _grid.Inputs)
                   from place in Enumerable.Range(0, _grid.Places)
                   let weight = (float)_grid.Weights[_grid.Index(channel, place, input)]
                   where weight != 0
                   select (PlaceOf(channel, place, input), weight),
            ];
        }

        return new CompressedRows(rows);
    }

    private PatternRows Patterned((int Kept, int Of) pattern)
    {
        int runs = (_grid.Inputs + pattern.Of - 1) / pattern.Of, step = _image is null ? 1 : _image.ChannelLength;
        var bases = new List<int>();
        var weights = new List<float>();
        var which = new List<byte>();
        for (int channel = 0; channel < _grid.Channels; channel++)
        {
            for (int place = 0; place < _grid.Places; place++)
            {
                for (int first = 0; first < runs * pattern.Of; first += pattern.Of)
                {
                    bases.Add(PlaceOf(channel, place, first));
                    int stored = weights.Count;
                    for (int i = first; i < Math.Min(first + pattern.Of, _grid.Inputs); i++)
                    {
                        float weight = (float)_grid.Weights[_grid.Index(channel, place, i)];
                        if (weight == 0) continue;
                        weights.Add(weight);
                        which.Add((byte)(i - first));
                    }

                    if (weights.Count - stored > pattern.Kept) throw new ArgumentException("the weights do not have the pattern");
                    for (; weights.Count - stored < pattern.Kept; which.Add(0)) weights.Add(0);
                }
            }
        }

        return new PatternRows(pattern.Kept, step, [.. bases], _grid.Channels, [.. weights], [.. which]);
    }
}
