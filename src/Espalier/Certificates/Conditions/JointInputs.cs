using System.Collections.Immutable;
using Espalier.Graphs.LinearMaps;
using Espalier.Numerics;
using Espalier.Numerics.Conditions;

namespace Espalier.Certificates.Conditions;

/// <summary>The inputs of two networks together: those of B that are equal to one of A are the same, and each lies between two numbers.</summary>
internal sealed class JointInputs
{
    private readonly PairVariables _names;

    /// <summary>The joint input that each input of A, then of B, is.</summary>
    private readonly int[] _places;

    private JointInputs(PairVariables names, int[] places, ImmutableArray<ExactDecimal> lower, ImmutableArray<ExactDecimal> upper, Condition rest)
    {
        _names = names;
        _places = places;
        Lower = lower;
        Upper = upper;
        Rest = rest;
    }

    /// <summary>The smallest value of each.</summary>
    public ImmutableArray<ExactDecimal> Lower { get; }

    /// <summary>The largest value of each.</summary>
    public ImmutableArray<ExactDecimal> Upper { get; }

    /// <summary>
    /// What else is said. Its variables are the joint inputs, then the outputs of A, then those of B.
    /// </summary>
    public Condition Rest { get; }

    /// <summary>What A, or B, reads of the joint inputs; null where that is all of them in their order.</summary>
    public LinearMap? Selection(bool ofA)
    {
        int first = ofA ? 0 : _names.InputsA, count = ofA ? _names.InputsA : _names.InputsB;
        bool isAll = count == Lower.Length && Enumerable.Range(0, count).All(i => _places[first + i] == i);
        return isAll ? null : TapMap.Of(count, Lower.Length, (i, row) => row.Add(_places[first + i], 1));
    }

    /// <summary>The box around all inputs that are allowed.</summary>
    public BoxDomain Box() => new([.. Lower.Select(static end => end.RoundDown())], [.. Upper.Select(static end => end.RoundUp())]);

    /// <summary>The decimals that a point's coordinates are printed as, moved to the nearest that is allowed.</summary>
    public ImmutableArray<ExactDecimal> Printed(ReadOnlySpan<double> point)
    {
        var printed = new ExactDecimal[point.Length];
        for (int i = 0; i < printed.Length; i++)
        {
            var value = ExactDecimal.Printed(point[i]);
            printed[i] = value < Lower[i] ? Lower[i] : value > Upper[i] ? Upper[i] : value;
        }

        return [.. printed];
    }

    /// <summary>The inputs of both networks at a joint input.</summary>
    public (ImmutableArray<ExactDecimal> A, ImmutableArray<ExactDecimal> B) Apart(ImmutableArray<ExactDecimal> joint) =>
        ([.. _places[.._names.InputsA].Select(place => joint[place])], [.. _places[_names.InputsA..].Select(place => joint[place])]);

    /// <summary>Takes from a condition what it says of single inputs.</summary>
    /// <exception cref="InvalidInputException">An input is not bounded from both sides, or by too large a number.</exception>
    public static JointInputs Of(Condition condition, PairVariables names)
    {
        int[] places = Places(condition, names);
        int count = places.Max() + 1;
        var lower = new ExactDecimal?[count];
        var upper = new ExactDecimal?[count];
        var rest = ImmutableArray.CreateBuilder<Condition>();
        int Name(int variable) => variable < names.Inputs ? places[variable] : variable - names.Inputs + count;
        foreach (Condition part in condition.Conjuncts)
        {
            Condition renamed = part.Renamed(Name);
            if (renamed is NonNegative { Form.Factors.Count: 0 } constant && Holds(constant)) continue;
            if (!TryBound(renamed, lower, upper)) rest.Add(renamed);
        }

        for (int i = 0; i < count; i++) Require(lower[i], upper[i], i);
        return new JointInputs(
            names, places, [.. lower.Select(static end => end!.Value)], [.. upper.Select(static end => end!.Value)], new AllOf(rest.ToImmutable()));
    }

    private static bool Holds(NonNegative constant) => constant.Form.Constant.Sign > 0 || (constant.Form.Constant.Sign == 0 && !constant.IsStrict);

    /// <summary>Inputs of B that are said to be equal to one of A are that; the others come behind those of A.</summary>
    private static int[] Places(Condition condition, PairVariables names)
    {
        var above = new HashSet<(int, int)>();
        int[] places = [.. Enumerable.Range(0, names.Inputs)];
        foreach (Condition part in condition.Conjuncts)
        {
            if (part is not NonNegative { IsStrict: false, Form: { Constant.Sign: 0, Factors.Count: 2 } form }) continue;
            (int a, ExactDecimal first) = form.Factors.First();
            (int b, ExactDecimal second) = form.Factors.Last();
            if (a >= names.InputsA || b < names.InputsA || b >= names.Inputs || (first + second).Sign != 0) continue;
            (int, int) ordered = first.Sign > 0 ? (a, b) : (b, a);
            above.Add(ordered);
            if (above.Contains((ordered.Item2, ordered.Item1)) && places[b] == b) places[b] = a;
        }

        // Numbers without gaps.
        int next = names.InputsA;
        for (int i = names.InputsA; i < names.Inputs; i++) places[i] = places[i] == i ? next++ : places[i];
        return places;
    }

    /// <summary>Takes factor·x + constant ≥ 0 as a bound of x where the bound is a decimal number.</summary>
    private static bool TryBound(Condition part, ExactDecimal?[] lower, ExactDecimal?[] upper)
    {
        if (part is not NonNegative { IsStrict: false, Form: { Factors.Count: 1 } form }) return false;
        (int input, ExactDecimal factor) = form.Factors.First();
        if (input >= lower.Length) return false;
        if (factor == ExactDecimal.One)
        {
            ExactDecimal least = -form.Constant;
            if (lower[input] is not { } old || least > old) lower[input] = least;
            return true;
        }

        if (factor != -ExactDecimal.One) return false;
        if (upper[input] is not { } before || form.Constant < before) upper[input] = form.Constant;
        return true;
    }

    private static void Require(ExactDecimal? lower, ExactDecimal? upper, int input)
    {
        string place = Invariant($"input {input}");
        if (lower is not { } least || upper is not { } most)
            throw new InvalidInputException(
                "condition", place, $"it has no {(lower is null ? "lower" : "upper")} bound", "bound every input from both sides by numbers");
        if (!double.IsFinite(least.RoundDown()) || !double.IsFinite(most.RoundUp()))
            throw new InvalidInputException(
                "condition", place, "a bound is beyond the largest float64", "bound it by a number that can be computed with");
    }

    /// <summary>Whether no input is allowed at all.</summary>
    public bool IsEmpty => Lower.Zip(Upper, static (lower, upper) => lower > upper).Any(static empty => empty);
}
