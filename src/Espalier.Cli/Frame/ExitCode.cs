namespace Espalier.Cli.Frame;

/// <summary>What the process returns; scripts rely on these numbers.</summary>
internal static class ExitCode
{
    /// <summary>It worked, or it holds.</summary>
    public const int Success = 0;

    /// <summary>A clean negative answer: not certified, infeasible, mismatch.</summary>
    public const int Negative = 1;

    /// <summary>Wrong usage or bad input.</summary>
    public const int Usage = 2;

    /// <summary>A defect of the program itself (EX_SOFTWARE of sysexits).</summary>
    public const int Defect = 70;

    /// <summary>Cancelled by a signal, as a shell reports SIGINT.</summary>
    public const int Cancelled = 130;
}
