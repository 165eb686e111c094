namespace Espalier.Certificates;

/// <summary>How the difference of two outputs is measured.</summary>
public enum OutputNorm
{
    /// <summary>The largest difference of any output.</summary>
    Largest,

    /// <summary>The Euclidean norm of the difference.</summary>
    Euclidean,
}
