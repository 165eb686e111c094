using System.Globalization;

namespace Espalier.Tickets;

/// <summary>How far a realised weight may be from the target's: a number, as in the papers, or a share of how its row spreads.</summary>
/// <param name="Value">ε, or the share.</param>
/// <param name="IsRelative">Whether it is a share of the standard deviation of a row.</param>
/// <remarks>
/// A row is an output channel, without its bias, for which the same tolerance holds. An absolute ε destroys networks whose rows differ much in
/// size, such as those into which a batch normalisation was folded.
/// </remarks>
public readonly record struct Tolerance(double Value, bool IsRelative = false)
{
    /// <summary>Nothing below this tells float32 parents apart.</summary>
    public const double Smallest = 1e-30;

    /// <summary>
    /// No row is held to less than this share of the grid's largest weight: dead channels would ask for more digits than the float32 numbers
    /// of a parent have.
    /// </summary>
    public const double Floor = 9.5367431640625e-07; // 2⁻²⁰

    /// <summary>The default: 0.03 of the standard deviation of each row.</summary>
    public static Tolerance Default { get; } = new(0.03, IsRelative: true);

    /// <summary>An absolute one.</summary>
    public static implicit operator Tolerance(double epsilon) => new(epsilon);

    /// <summary>An absolute one.</summary>
    public static Tolerance FromDouble(double epsilon) => epsilon;

    /// <summary>What it is for a row.</summary>
    /// <param name="row">The weights of one output channel, without its bias.</param>
    /// <param name="largest">The largest magnitude of a weight of the grid.</param>
    public double Of(ReadOnlySpan<double> row, double largest)
    {
        if (!IsRelative) return Value;
        return Math.Clamp(Value * Spread(row), Math.Max(Smallest, Floor * largest), double.MaxValue);
    }

    /// <summary>Refuses what is no tolerance.</summary>
    /// <exception cref="InvalidInputException">It is not a finite number above 0, or so small that nothing could meet it.</exception>
    public void Check()
    {
        string field = IsRelative ? "relative" : "epsilon";
        if (!(Value > 0) || !double.IsFinite(Value))
            throw new InvalidInputException(
                field, null, $"the value is {Value}", $"give a finite number above 0, such as {(IsRelative ? 0.03 : 0.01)}");
        if (Value < Smallest)
            throw new InvalidInputException(field, null, $"the value is {Value}, below the limit of {Smallest}", "give a larger number");
    }

    /// <summary>The text form: <c>0.01</c>, or <c>0.03 of each row's standard deviation</c>.</summary>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{Value:R}{(IsRelative ? " of each row's standard deviation" : string.Empty)}");

    /// <summary>The standard deviation, added from left to right; of equal weights their magnitude, of zeros 1.</summary>
    private static double Spread(ReadOnlySpan<double> row)
    {
        double largest = 0;
        foreach (double weight in row) largest = Math.Max(largest, Math.Abs(weight));
        if (largest == 0) return 1;
        double sum = 0;
        foreach (double weight in row) sum += weight / largest;
        double mean = sum / row.Length;
        double squares = 0;
        foreach (double weight in row) squares += ((weight / largest) - mean) * ((weight / largest) - mean);
        double deviation = Math.Sqrt(squares / row.Length);
        return largest * (deviation > 0 ? deviation : 1);
    }
}
