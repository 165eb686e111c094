using System.Collections.Immutable;
using Espalier.Certificates.Steps;
using Espalier.Graphs.LinearMaps;
using Espalier.Numerics;
using Espalier.Numerics.Conditions;

namespace Espalier.Certificates.Conditions;

/// <summary>The linear forms of a condition as rows of a last step of two networks: what A's makes less what B's makes is the form.</summary>
/// <remarks>
/// A row α·A + β·B + ξ·x + c stands there as α·A + ξ·x + c in A and −β·B in B, so that what is known of the difference of the networks is
/// known of the row. Factors are exact, by a power of ten where that is needed; c is rounded upward, and <see cref="Slack"/> says how far.
/// </remarks>
internal sealed class ConditionRows
{
    private readonly Dictionary<LinearForm, int> _numbers = new(ReferenceEqualityComparer.Instance);
    private readonly List<LinearForm> _forms = [];
    private readonly List<double> _constants = [];
    private readonly List<double> _slacks = [];
    private readonly int _inputs;
    private readonly int _outputsA;

    /// <summary>Numbers forms over joint inputs, outputs of A and outputs of B.</summary>
    /// <exception cref="InvalidInputException">A factor has more digits than a float64, or a constant is too large.</exception>
    public ConditionRows(IEnumerable<LinearForm> forms, int inputs, int outputsA)
    {
        (_inputs, _outputsA) = (inputs, outputsA);
        foreach (LinearForm form in forms)
        {
            if (!_numbers.TryAdd(form, _forms.Count)) continue;
            LinearForm exact = Exact(form);
            double constant = exact.Constant.RoundUp();
            if (!double.IsFinite(constant)) throw Refusal("a constant is beyond the largest float64");
            _forms.Add(exact);
            _constants.Add(constant);
            _slacks.Add(Outward.SubtractUp(constant, exact.Constant.RoundDown()));
        }
    }

    public int Count => _forms.Count;

    public int RowOf(LinearForm form) => _numbers[form];

    /// <summary>A row's true form is at most this below what stands there.</summary>
    public double Slack(int row) => _slacks[row];

    /// <summary>The last step of A, or of B.</summary>
    public AffineStep Step(bool ofA, int outputs)
    {
        int first = ofA ? _inputs : _inputs + _outputsA;
        double sign = ofA ? 1 : -1;
        LinearMap onOutputs = TapMap.Of(Count, outputs, (row, to) => Fill(to, row, first, outputs, sign));
        bool readsInputs = _forms.Exists(form => form.Factors.Keys.Any(variable => variable < _inputs));
        ImmutableArray<Term> terms = [new Term(onOutputs, 1)];
        if (readsInputs) terms = terms.Add(new Term(TapMap.Of(Count, _inputs, (row, to) => Fill(to, row, 0, ofA ? _inputs : 0, 1)), 0));
        return new AffineStep(terms, ofA ? [.. _constants] : new double[Count]);
    }

    private void Fill(MapRow to, int row, int first, int count, double sign)
    {
        foreach ((int variable, ExactDecimal factor) in _forms[row].Factors)
            if (variable >= first && variable < first + count) to.Add(variable - first, sign * factor.RoundDown());
    }

    /// <summary>The form, times a power of ten if that makes its factors numbers that float64 holds.</summary>
    private static LinearForm Exact(LinearForm form)
    {
        if (form.Factors.Values.All(IsExact)) return form;
        int shift = form.Factors.Values.Min(static factor => factor.Exponent);
        if (!ExactDecimal.TryParse(Invariant($"1e{-shift}"), out ExactDecimal scale))
            throw Refusal("a factor is too small");
        LinearForm scaled = LinearForm.Of(form.Constant * scale, [.. form.Factors.Select(factor => (factor.Key, factor.Value * scale))]);
        return scaled.Factors.Values.All(IsExact) ? scaled : throw Refusal("a factor has more digits than a float64 holds");
    }

    private static bool IsExact(ExactDecimal factor) => factor.RoundDown() == factor.RoundUp();

    private static InvalidInputException Refusal(string problem) => new("condition", null, problem, "write shorter numbers");
}
