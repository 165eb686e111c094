using System.Collections.Immutable;
using Espalier.Numerics;
using Espalier.Numerics.Conditions;

namespace Espalier.Formats.VnnLib;

/// <summary>The box of inputs that a VNN-LIB property of one network speaks of.</summary>
/// <remarks>
/// The file's decimal numbers are rounded outward, exactly: the box contains the written one, and each side exceeds it by
/// less than one unit in the last place. What the property says of the outputs is not read.
/// </remarks>
/// <param name="Lower">The smallest value of each input.</param>
/// <param name="Upper">The largest value of each input.</param>
/// <param name="OutputConstraints">How many assertions about outputs were passed over.</param>
public sealed record VnnLibBox(ImmutableArray<double> Lower, ImmutableArray<double> Upper, int OutputConstraints)
{
    /// <summary>Reads the box from a file.</summary>
    /// <exception cref="InvalidInputException">The file cannot be read, or its inputs do not form one bounded box.</exception>
    public static VnnLibBox Read(string path) => Of(VnnLibQuery.Read(path));

    /// <summary>Reads the box from the content of a file.</summary>
    /// <param name="content">All bytes of the file.</param>
    /// <param name="source">The name of the file for messages.</param>
    /// <exception cref="InvalidInputException">The inputs do not form one bounded box.</exception>
    public static VnnLibBox Read(ReadOnlySpan<byte> content, string source) => Of(VnnLibQuery.Read(content, source));

    /// <summary>The box of a query about one network.</summary>
    /// <exception cref="InvalidInputException">There are several networks, or the inputs do not form one bounded box.</exception>
    public static VnnLibBox Of(VnnLibQuery query)
    {
        ArgumentNullException.ThrowIfNull(query);
        var origin = new Origin(query.Source);
        if (query.Networks is not [{ } network])
            throw origin.Refusal($"it speaks of {query.Networks.Length} networks, not of one box of inputs", "ask what it asserts");
        int inputs = network.Inputs.Sum(static tensor => tensor.Length);
        var ranges = new Dictionary<int, InputRange>();
        int passedOver = 0;
        foreach (VnnLibAssertion assertion in query.Assertions)
        {
            foreach (Condition part in assertion.Condition.Conjuncts)
            {
                if (part.Forms.All(form => form.Factors.Keys.All(variable => variable >= inputs))) passedOver++;
                else if (part is NonNegative { IsStrict: false } && TryBound(part.Forms.Single(), ranges)) continue;
                else throw Refusal(origin.At($"line {assertion.Line}"), part);
            }
        }

        // A line may declare millions of inputs: the lists grow with those that have bounds.
        List<double> lower = [], upper = [];
        for (int i = 0; i < inputs; i++)
        {
            (double least, double most) = (ranges.GetValueOrDefault(i) ?? new InputRange()).Ends(origin, i);
            lower.Add(least);
            upper.Add(most);
        }

        return new VnnLibBox([.. lower], [.. upper], passedOver);
    }

    private static bool TryBound(LinearForm form, Dictionary<int, InputRange> ranges)
    {
        if (form.Factors.Count != 1) return false;
        (int input, ExactDecimal factor) = form.Factors.First();
        if (factor != ExactDecimal.One && factor != -ExactDecimal.One) return false;
        if (!ranges.TryGetValue(input, out InputRange? range)) ranges.Add(input, range = new InputRange());
        if (factor.Sign > 0) range.AtLeast(-form.Constant);
        else range.AtMost(form.Constant);
        return true;
    }

    private static InvalidInputException Refusal(Origin place, Condition part) => part switch
    {
        NonNegative { IsStrict: true } => place.Refusal("a bound of an input is strict: '<'", "bound each input by <= and >= with one number"),
        NonNegative => place.Refusal("a constraint on inputs is not of the form X_i <= number", "bound each input by plain decimal numbers"),
        _ => place.Refusal("a disjunction speaks of inputs, which is not one box", "write one file for each case, and certify them one by one"),
    };
}
