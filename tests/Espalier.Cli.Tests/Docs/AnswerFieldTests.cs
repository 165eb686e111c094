using System.Collections;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;
using Espalier.Work;

namespace Espalier.Cli.Tests.Docs;

/// <summary>docs/commands.md names every field of every answer, so that nobody has to guess what a JSON document holds.</summary>
public sealed partial class AnswerFieldTests
{
    /// <summary>What only the pages of the web laboratory ask for.</summary>
    private static readonly Type[] OfPages = [typeof(Work.Lab.AddAnswer), typeof(Work.Lab.CheckAnswer)];

    public static TheoryData<Type> Answers =>
        [.. typeof(IJob<,>).Assembly.GetExportedTypes().SelectMany(AnswersOf).Distinct().Except(OfPages)
            .OrderBy(type => type.FullName, StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Answers))]
    public void Every_field_of_an_answer_stands_in_the_documentation(Type answer)
    {
        string page = Fence().Replace(File.ReadAllText(Path.Combine(Checkout.Root, "docs", "commands.md")), string.Empty);
        HashSet<string> told = [.. Code().Matches(page).SelectMany(code => Word().Matches(code.Groups[1].Value)).Select(word => word.Value)];

        string[] missing = [.. Fields(answer, []).Distinct(StringComparer.Ordinal).Where(field => !told.Contains(field))];

        Assert.True(missing.Length == 0, $"docs/commands.md does not name {string.Join(", ", missing)}");
    }

    private static IEnumerable<Type> AnswersOf(Type job) => job.GetInterfaces()
        .Where(type => type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IJob<,>)).Select(type => type.GetGenericArguments()[1]);

    /// <summary>The names of a record's properties as JSON has them, and those of the records within it.</summary>
    private static IEnumerable<string> Fields(Type type, HashSet<Type> seen)
    {
        if (!seen.Add(type)) yield break;
        foreach (PropertyInfo property in type.GetProperties(BindingFlags.Public | BindingFlags.Instance))
        {
            if (property.GetCustomAttribute<JsonIgnoreAttribute>() is not null || property.GetIndexParameters().Length > 0) continue;
            yield return property.GetCustomAttribute<JsonPropertyNameAttribute>()?.Name ?? JsonNamingPolicy.CamelCase.ConvertName(property.Name);
            if (Record(property.PropertyType) is { } inner)
                foreach (string field in Fields(inner, seen)) yield return field;
        }
    }

    /// <summary>The record of ours that a property holds, by itself or in a list.</summary>
    private static Type? Record(Type type)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        if (type.IsArray) return Record(type.GetElementType()!);
        if (type.IsGenericType && typeof(IEnumerable).IsAssignableFrom(type)) return Record(type.GetGenericArguments()[^1]);
        return type.Assembly.GetName().Name!.StartsWith(nameof(Espalier), StringComparison.Ordinal) && !type.IsEnum ? type : null;
    }

    [GeneratedRegex("^```.*?^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Fence();

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex Code();

    [GeneratedRegex("[A-Za-z0-9]+")]
    private static partial Regex Word();
}
