namespace Espalier.Numerics.Special;

/// <summary>ln C(N, k) for all N up to a limit, from one table of ln n!.</summary>
internal sealed class LogBinomial
{
    private readonly double[] _logFactorials;

    public LogBinomial(int limit)
    {
        _logFactorials = new double[limit + 1];
        double sum = 0;
        double lost = 0;
        for (int n = 1; n <= limit; n++)
        {
            double term = Math.Log(n) - lost;
            double next = sum + term;
            lost = next - sum - term;
            sum = next;
            _logFactorials[n] = sum;
        }
    }

    public double At(int n, int k) => _logFactorials[n] - _logFactorials[k] - _logFactorials[n - k];
}
