using System.Globalization;

namespace Espalier.Numerics.Random;

/// <summary>The law of candidates and of parent weights: one of a closed set, each with a text form that reads back as itself.</summary>
public abstract record Distribution
{
    private protected Distribution()
    {
    }

    /// <summary>No number that is drawn is larger in magnitude.</summary>
    internal abstract double LargestMagnitude { get; }

    /// <summary>The float32 number at an index of a stream.</summary>
    public abstract float At(RandomStream stream, ulong index);

    /// <summary>The numbers at indices <paramref name="start"/>, <paramref name="start"/> + 1, … of a stream.</summary>
    public abstract void Fill(RandomStream stream, ulong start, Span<float> destination);

    /// <summary>Reads the text form, such as <c>uniform(-1,1)</c> or <c>normal(0.05)</c>; blanks around its parts do not matter.</summary>
    /// <param name="text">The text form.</param>
    /// <param name="source">The option or file that the text comes from, for the message.</param>
    /// <exception cref="InvalidInputException">The text names no distribution or its numbers make none.</exception>
    public static Distribution Parse(string text, string source = "distribution")
    {
        ArgumentNullException.ThrowIfNull(text);
        string trimmed = text.Trim();
        int open = trimmed.IndexOf('(', StringComparison.Ordinal);
        if (open < 0 || !trimmed.EndsWith(')')) throw Unreadable(text, source);
        string name = trimmed[..open].Trim();
        string[] arguments = trimmed[(open + 1)..^1].Split(',');
        try
        {
            return (name, arguments.Length) switch
            {
                ("uniform", 2) => new UniformDistribution(Single(arguments[0], text, source), Single(arguments[1], text, source)),
                ("normal", 1) => new NormalDistribution(Number(arguments[0], text, source)),
                _ => throw Unreadable(text, source),
            };
        }
        catch (ArgumentException problem)
        {
            throw new InvalidInputException(source, $"'{text}'", problem.Message, "choose bounds or a standard deviation that make sense", problem);
        }
    }

    private static float Single(string number, string text, string source) =>
        float.TryParse(number, NumberStyles.Float, CultureInfo.InvariantCulture, out float value) ? value : throw Unreadable(text, source);

    private static double Number(string number, string text, string source) =>
        double.TryParse(number, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) ? value : throw Unreadable(text, source);

    private static InvalidInputException Unreadable(string text, string source) =>
        new(source, $"'{text}'", "this is not a distribution", "write uniform(low,high) or normal(standard deviation), such as uniform(-1,1) or normal(1)");
}

/// <summary>Uniform between two float32 bounds.</summary>
public sealed record UniformDistribution : Distribution
{
    /// <summary>Uniform between the bounds.</summary>
    /// <exception cref="ArgumentException">A bound is not finite, or the lower is not below the upper.</exception>
    public UniformDistribution(float low, float high)
    {
        if (!float.IsFinite(low) || !float.IsFinite(high)) throw new ArgumentException("a bound is not finite as a float32");
        if (low >= high) throw new ArgumentException("the lower bound is not below the upper bound as float32");
        // −0 + 0 is 0: one law has one text form.
        Low = low + 0f;
        High = high + 0f;
    }

    /// <summary>The lower bound.</summary>
    public float Low { get; }

    /// <summary>The upper bound.</summary>
    public float High { get; }

    /// <inheritdoc/>
    internal override double LargestMagnitude => Math.Max(Math.Abs(Low), Math.Abs(High));

    /// <inheritdoc/>
    public override float At(RandomStream stream, ulong index) => stream.UniformSingle(index, Low, High);

    /// <inheritdoc/>
    public override void Fill(RandomStream stream, ulong start, Span<float> destination) => stream.FillUniform(start, Low, High, destination);

    /// <summary>The text form.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"uniform({Low:R},{High:R})");
}

/// <summary>Normal with mean 0.</summary>
public sealed record NormalDistribution : Distribution
{
    private const double Smallest = 1e-30;
    private const double Largest = 1e30;

    /// <summary>What 53 random bits give at most is 8.3.</summary>
    private const double LargestNormal = 8.5;

    /// <summary>Normal with mean 0 and a standard deviation between 1e-30 and 1e30, so that float32 holds what is drawn.</summary>
    /// <exception cref="ArgumentException">The standard deviation is not finite, not positive, or beyond float32.</exception>
    public NormalDistribution(double standardDeviation)
    {
        if (!double.IsFinite(standardDeviation)) throw new ArgumentException("the standard deviation is not finite");
        if (standardDeviation <= 0) throw new ArgumentException("the standard deviation is not positive");
        if (standardDeviation is < Smallest or > Largest) throw new ArgumentException("the standard deviation is outside 1e-30 to 1e30");
        StandardDeviation = standardDeviation;
    }

    /// <summary>The standard deviation.</summary>
    public double StandardDeviation { get; }

    /// <inheritdoc/>
    internal override double LargestMagnitude => LargestNormal * StandardDeviation;

    /// <inheritdoc/>
    public override float At(RandomStream stream, ulong index) => (float)(StandardDeviation * stream.Normal(index));

    /// <inheritdoc/>
    public override void Fill(RandomStream stream, ulong start, Span<float> destination) =>
        stream.FillNormal(start, destination, StandardDeviation);

    /// <summary>The text form.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"normal({StandardDeviation:R})");
}
