using Espalier.Graphs.Operators;

namespace Espalier.Graphs.LinearMaps;

/// <summary>Which elements of a plane a sliding kernel meets at each of its places, tap by tap in rising order; padding is left out.</summary>
internal sealed class SlidingPlane
{
    private readonly int[] _starts;
    private readonly List<int> _taps = [];
    private readonly List<int> _elements = [];

    /// <summary>Finds what each place meets.</summary>
    /// <param name="input">Channels × height × width of what is read, or channels × width.</param>
    /// <param name="output">The same of what is made.</param>
    /// <param name="kernelHeight">Rows of taps.</param>
    /// <param name="kernelWidth">Columns of taps.</param>
    /// <param name="window">Steps and padding.</param>
    public SlidingPlane(Shape input, Shape output, int kernelHeight, int kernelWidth, Window window)
    {
        (input, output) = (Images.Of(input), Images.Of(output));
        Elements = input[1] * input[2];
        Places = output[1] * output[2];
        Taps = kernelHeight * kernelWidth;
        _starts = new int[Places + 1];
        for (int place = 0; place < Places; place++)
        {
            for (int tap = 0; tap < Taps; tap++)
            {
                int row = (place / output[2] * window.StrideY) + (tap / kernelWidth * window.DilationY) - window.Top;
                int column = (place % output[2] * window.StrideX) + (tap % kernelWidth * window.DilationX) - window.Left;
                if ((uint)row >= (uint)input[1] || (uint)column >= (uint)input[2]) continue;
                _taps.Add(tap);
                _elements.Add((row * input[2]) + column);
            }

            _starts[place + 1] = _taps.Count;
        }
    }

    /// <summary>The elements of the plane.</summary>
    public int Elements { get; }

    /// <summary>The places of the kernel.</summary>
    public int Places { get; }

    /// <summary>The taps of the kernel.</summary>
    public int Taps { get; }

    /// <summary>At how many places an element is met, at most.</summary>
    public int MostReaders
    {
        get
        {
            var readers = new int[Elements];
            foreach (int element in _elements) readers[element]++;
            return readers.Max();
        }
    }

    /// <summary>The taps that meet an element at a place.</summary>
    public ReadOnlySpan<int> TapsAt(int place) => Part(_taps, place);

    /// <summary>The elements that they meet.</summary>
    public ReadOnlySpan<int> ElementsAt(int place) => Part(_elements, place);

    private ReadOnlySpan<int> Part(List<int> all, int place) =>
        System.Runtime.InteropServices.CollectionsMarshal.AsSpan(all)[_starts[place].._starts[place + 1]];
}
