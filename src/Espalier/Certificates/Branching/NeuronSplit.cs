using Espalier.Certificates.Relaxations;

namespace Espalier.Certificates.Branching;

/// <summary>Chooses the neuron whose sign matters most to the bound.</summary>
internal static class NeuronSplit
{
    /// <summary>The neuron before a ReLU whose symbols move the worst output most; B's sign comes first, then A's.</summary>
    public static Split? Choose(DifferencePass pass, OutputBound bound)
    {
        var scores = new Dictionary<Neuron, double>();
        PairForms forms = pass.Forms;
        ReadOnlySpan<double> shared = forms.D.Row(bound.Output);
        for (int k = 0; k < forms.SharedSymbols.Neurons.Count; k++) Add(scores, forms.SharedSymbols.Neurons[k], shared[forms.InputBlock + k]);
        if (forms.OwnColumns > 0)
        {
            ReadOnlySpan<double> own = forms.Own.Row(bound.Output);
            for (int k = 0; k < forms.OwnSymbols.Neurons.Count; k++) Add(scores, forms.OwnSymbols.Neurons[k], own[k]);
        }

        Neuron best = default;
        double most = 0;
        foreach ((Neuron neuron, double score) in scores)
        {
            if (score <= most || !pass.HasSigns(neuron)) continue;
            best = neuron;
            most = score;
        }

        if (most == 0) return null;
        return new Split(-1, new Clamp(best, !forms.SharedSymbols.Neurons.Contains(best), Positive: true));
    }

    private static void Add(Dictionary<Neuron, double> scores, Neuron neuron, double coefficient)
    {
        scores.TryGetValue(neuron, out double score);
        scores[neuron] = score + Math.Abs(coefficient);
    }
}
