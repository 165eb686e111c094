using Espalier.Graphs;
using Espalier.Numerics;

namespace Espalier.Training;

/// <summary>Counts how many test examples a network classifies as their labels say.</summary>
internal sealed class TestRun(TrainableNetwork network, ExampleSet examples, int batch, MatrixWorkspace workspace)
{
    private readonly BatchPass _pass = new(network, Math.Min(batch, examples.Count), workspace, isForTraining: false);
    private readonly int[] _block = new int[Math.Min(batch, examples.Count)];
    private readonly float[] _scores = new float[network.Outputs];

    public ExampleSet Examples => examples;

    public int Count => examples.Count;

    public int CountCorrect(int threads)
    {
        int correct = 0;
        for (int first = 0; first < Count; first += _block.Length)
        {
            int size = Math.Min(_block.Length, Count - first);
            for (int i = 0; i < size; i++) _block[i] = first + i;
            examples.Fill(_block.AsSpan(0, size), _pass.Inputs(size));
            _pass.Forward(size, threads);
            ReadOnlySpan<float> scores = _pass.Scores;
            for (int i = 0; i < size; i++) correct += Named(scores[i..], _pass.Stride) == examples.Label(first + i) ? 1 : 0;
        }

        return correct;
    }

    /// <summary>The class that a column of scores names; −1 if all are NaN.</summary>
    private int Named(ReadOnlySpan<float> column, int stride)
    {
        for (int c = 0; c < _scores.Length; c++) _scores[c] = column[c * stride];
        int named = ArgMax.Of<float>(_scores);
        return float.IsNaN(_scores[named]) ? -1 : named;
    }
}
