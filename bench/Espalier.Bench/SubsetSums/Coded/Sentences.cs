namespace Espalier.Bench.SubsetSums.Coded;

/// <summary>Ten thousand sentences of a small grammar.</summary>
internal static class Sentences
{
    private static readonly string[] Subjects =
    [
        "The old sailor", "A young engineer", "My neighbour", "The committee", "Nobody in the village", "Her first teacher", "The tired nurse",
        "A stray dog", "The new printer", "Our cheapest flight",
    ];

    private static readonly string[] Verbs =
    [
        "quietly repaired", "lost", "described", "refused to sell", "photographed", "forgot about", "was compared with", "slowly followed",
        "paid for", "could not explain",
    ];

    private static readonly string[] Objects =
    [
        "the broken bridge", "three jars of honey", "a letter from the bank", "the music of that summer", "an unusual theorem", "the last tram",
        "a field of sunflowers", "two glasses of water", "the price of wheat", "a very small house",
    ];

    private static readonly string[] Places =
    [
        "near the harbour.", "before the storm came.", "during the long meeting.", "in spite of the rules.", "because it was raining.",
        "after many years abroad.", "for no clear reason.", "at the edge of the forest.", "while everyone slept.", "on a Tuesday in March.",
    ];

    /// <summary>Sentence i; the first thousand all differ.</summary>
    public static string Number(int i)
    {
        (string subject, string verb) = (Subjects[i % 10], Verbs[i / 10 % 10]);
        return $"{subject} {verb} {Objects[((i * 7) + (i / 100)) % 10]} {Places[((i * 3) + (i / 10)) % 10]}";
    }
}
