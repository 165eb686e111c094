namespace Espalier.Checker;

/// <summary>All numbers between two ends; every operation rounds outward.</summary>
internal readonly record struct Enclosure(double Low, double High)
{
    public static implicit operator Enclosure(double value) => new(value, value);

    public static Enclosure operator +(Enclosure a, Enclosure b) => new(-Upward.Add(-a.Low, -b.Low), Upward.Add(a.High, b.High));

    public static Enclosure operator -(Enclosure a, Enclosure b) => a + new Enclosure(-b.High, -b.Low);

    public static Enclosure operator *(Enclosure a, Enclosure b) => new(
        -Math.Max(Math.Max(Up(-a.Low, b.Low), Up(-a.Low, b.High)), Math.Max(Up(-a.High, b.Low), Up(-a.High, b.High))),
        Math.Max(Math.Max(Up(a.Low, b.Low), Up(a.Low, b.High)), Math.Max(Up(a.High, b.Low), Up(a.High, b.High))));

    /// <summary>Of numbers above 0.</summary>
    public static Enclosure operator /(Enclosure a, Enclosure b) =>
        new(Math.Max(Math.BitDecrement(a.Low / b.High), 0), Math.BitIncrement(a.High / b.Low));

    /// <summary>e^−x for x ≥ 0: the series at x/2^k, which is at most 1/16, squared k times.</summary>
    public static Enclosure ExpOfMinus(double x)
    {
        if (!(x < 700)) return new(0, 1e-300);
        int halvings = 0;
        for (; x > 0.0625; halvings++) x *= 0.5;

        // 1 − x(1 − x/2(1 − x/3(…))); what is left out is below x¹³/13!.
        Enclosure sum = new(0.99, 1);
        for (int n = 12; n > 0; n--) sum = 1 - ((Enclosure)x / n * sum);
        for (int k = 0; k < halvings; k++) sum *= sum;
        return new(Math.Max(sum.Low, 0), sum.High);
    }

    private static double Up(double a, double b) => Upward.Multiply(a, b);
}
