using System.Collections.Immutable;
using System.Numerics;
using Espalier.Certificates.Conditions;
using Espalier.Certificates.Steps;
using Espalier.Numerics;
using Espalier.Numerics.Conditions;

namespace Espalier.Certificates.Exact;

/// <summary>
/// Two networks at inputs that are decimal numbers: everything is carried as a multiple of one power of ten, so nothing is rounded.
/// </summary>
internal sealed class ExactPoint
{
    private readonly ImmutableArray<ExactDecimal> _joint;
    private readonly BigInteger _scale;
    private readonly ExactVector _a;
    private readonly ExactVector _b;

    private ExactPoint(ImmutableArray<ExactDecimal> joint, BigInteger scale, ExactVector a, ExactVector b) =>
        (_joint, _scale, _a, _b) = (joint, scale, a, b);

    /// <summary>The outputs of A, each rounded to a float64 near it.</summary>
    public ImmutableArray<double> OutputsA => Rounded(_a);

    /// <summary>The outputs of B.</summary>
    public ImmutableArray<double> OutputsB => Rounded(_b);

    public static ExactPoint Of(StepGraph a, StepGraph? b, JointInputs inputs, ImmutableArray<ExactDecimal> joint, int threads)
    {
        int exponent = Math.Min(joint.Min(static value => value.Exponent), 0);
        BigInteger scale = BigInteger.Pow(10, -exponent);
        (ImmutableArray<ExactDecimal> first, ImmutableArray<ExactDecimal> second) = inputs.Apart(joint);
        ExactVector Run(StepGraph graph, ImmutableArray<ExactDecimal> point) =>
            ExactForward.Run(graph, new ExactVector([.. point.Select(value => value.Whole(exponent))], 0), scale, threads);
        return new ExactPoint(joint, scale, Run(a, first), b is null ? new ExactVector([], 0) : Run(b, second));
    }

    /// <summary>Whether a condition over the joint inputs, then the outputs of A and of B, holds.</summary>
    public bool Holds(Condition condition) => condition switch
    {
        NonNegative part => Sign(part.Form) is var sign && (sign > 0 || (sign == 0 && !part.IsStrict)),
        AllOf all => all.Parts.All(Holds),
        AnyOf any => any.Parts.Any(Holds),
        _ => throw new ArgumentException($"nothing is known of a condition of the kind {condition.GetType().Name}"),
    };

    private int Sign(LinearForm form)
    {
        ExactDecimal known = form.Constant;
        var open = new List<(ExactDecimal Factor, BigInteger Mantissa, int Exponent)>();
        foreach ((int variable, ExactDecimal factor) in form.Factors)
        {
            int output = variable - _joint.Length;
            if (output < 0) known += factor * _joint[variable];
            else if (output < _a.Mantissas.Length) open.Add((factor, _a.Mantissas[output], _a.Exponent));
            else open.Add((factor, _b.Mantissas[output - _a.Mantissas.Length], _b.Exponent));
        }

        // The sum times the scale, a power of ten and a power of two.
        int tens = Math.Min(known.Exponent, open.Count == 0 ? 0 : open.Min(static each => each.Factor.Exponent));
        int twos = Math.Min(0, open.Count == 0 ? 0 : open.Min(static each => each.Exponent));
        BigInteger sum = known.Whole(tens) * _scale << -twos;
        foreach ((ExactDecimal factor, BigInteger mantissa, int exponent) in open) sum += factor.Whole(tens) * mantissa << (exponent - twos);
        return sum.Sign;
    }

    private ImmutableArray<double> Rounded(ExactVector outputs) => [.. outputs.Mantissas.Select(mantissa => Rounded(mantissa, outputs.Exponent))];

    private double Rounded(BigInteger mantissa, int exponent)
    {
        const int Digits = 60;
        int shift = Digits + (int)_scale.GetBitLength() - (int)mantissa.GetBitLength();
        BigInteger quotient = (shift >= 0 ? mantissa << shift : mantissa >> -shift) / _scale;
        return Math.ScaleB((double)(long)quotient, exponent - shift);
    }
}
