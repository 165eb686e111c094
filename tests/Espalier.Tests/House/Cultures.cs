using System.Globalization;

namespace Espalier.Tests.House;

/// <summary>Cultures in which a program may run the libraries: a decimal comma, a dotless i, another minus sign.</summary>
internal static class Cultures
{
    public static TheoryData<string> Names => ["de-DE", "tr-TR", "ar-SA"];

    /// <summary>What a function gives in the invariant culture and in this one; skipped by name where the system knows no cultures.</summary>
    public static (T Invariant, T Here) Both<T>(string culture, Func<T> function)
    {
        if (string.Create(CultureInfo.GetCultureInfo("de-DE"), $"{1.5}") != "1,5") Assert.Skip("this system knows no cultures");
        return (In(CultureInfo.InvariantCulture, function), In(CultureInfo.GetCultureInfo(culture), function));
    }

    /// <summary>Asserts that a function gives the same in both.</summary>
    public static void Same<T>(string culture, Func<T> function)
    {
        (T invariant, T here) = Both(culture, function);
        Assert.Equal(invariant, here);
    }

    private static T In<T>(CultureInfo culture, Func<T> function)
    {
        (CultureInfo before, CultureInfo shown) = (CultureInfo.CurrentCulture, CultureInfo.CurrentUICulture);
        try
        {
            (CultureInfo.CurrentCulture, CultureInfo.CurrentUICulture) = (culture, culture);
            return function();
        }
        finally
        {
            (CultureInfo.CurrentCulture, CultureInfo.CurrentUICulture) = (before, shown);
        }
    }
}
