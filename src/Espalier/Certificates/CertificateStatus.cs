namespace Espalier.Certificates;

/// <summary>Why a certificate is as tight as it is.</summary>
public enum CertificateStatus
{
    /// <summary>The two bounds are as close as was asked for.</summary>
    Closed,

    /// <summary>The difference is proved to be below ε.</summary>
    Proved,

    /// <summary>A witness shows that the difference reaches ε.</summary>
    Refuted,

    /// <summary>A limit on the work was reached first, or rounding allows no more.</summary>
    Limit,

    /// <summary>The work was cancelled first.</summary>
    Cancelled,
}
