namespace Espalier.Checker;

/// <summary>Why a proof is not accepted.</summary>
internal sealed class CheckRefusal(string reason) : Exception(reason);
