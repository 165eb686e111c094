namespace Espalier.Theory;

/// <summary>How Lemma 6 of Ferre' et al. is used: which share c of the bin's width a kink of size γ is said to leave as error.</summary>
public enum SlopeStep
{
    /// <summary>
    /// c = γ/32: an unbroken bin is within cε of affine, and a kink of size γ adds at least γε/16, so that more than γε/32 = cε is left.
    /// </summary>
    Strict,

    /// <summary>c = γ/16, as the paper has it: true for a kink in an affine bin, but an unbroken bin need only be within cε of affine.</summary>
    Stated,
}
