namespace Espalier.Checker;

/// <summary>Why a proof is not accepted.</summary>
internal sealed class RefusalException(string reason) : Exception(reason);
