using System.Globalization;
using System.Text.RegularExpressions;
using YamlDotNet.RepresentationModel;

namespace Espalier.Lab.Tests.Clusters;

/// <summary>
/// What the public reference of Kubernetes says of the objects of <c>batch/v1</c> Job that a manifest of ours may use: every field of an object with
/// its type, those that must be there, and the rules that the reference gives in words. A field that is not listed is an error, as with
/// <c>kubectl apply --validate=strict</c>.
/// </summary>
internal static partial class JobSchema
{
    private static readonly Dictionary<string, string> Job = Fields(
        "apiVersion! =batch/v1", "kind! =Job", "metadata! ObjectMeta", "spec! JobSpec");

    private static readonly Dictionary<string, Dictionary<string, string>> Objects = new(StringComparer.Ordinal)
    {
        ["ObjectMeta"] = Fields("name! label", "generateName label", "namespace label", "labels map", "annotations map"),
        ["JobSpec"] = Fields(
            "activeDeadlineSeconds count", "backoffLimit count", "backoffLimitPerIndex count", "completionMode =NonIndexed|Indexed",
            "completions count", "manualSelector flag", "maxFailedIndexes count", "parallelism count", "podReplacementPolicy text",
            "suspend flag", "template! PodTemplateSpec", "ttlSecondsAfterFinished count"),
        ["PodTemplateSpec"] = Fields("metadata ObjectMeta", "spec! PodSpec"),
        ["PodSpec"] = Fields(
            "activeDeadlineSeconds count", "containers! Container[]", "initContainers Container[]", "nodeName text", "nodeSelector map",
            "priorityClassName text", "restartPolicy! =OnFailure|Never", "serviceAccountName text", "terminationGracePeriodSeconds count"),
        ["Container"] = Fields(
            "args text[]", "command text[]", "env EnvVar[]", "image text", "imagePullPolicy =Always|Never|IfNotPresent", "name! label",
            "resources ResourceRequirements", "tty flag", "workingDir text"),
        ["EnvVar"] = Fields("name! text", "value text", "valueFrom EnvVarSource"),
        ["EnvVarSource"] = Fields("secretKeyRef SecretKeySelector"),
        ["SecretKeySelector"] = Fields("key! text", "name text", "optional flag"),
        ["ResourceRequirements"] = Fields("limits quantities", "requests quantities"),
    };

    /// <summary>What is wrong with a manifest; nothing where it fits.</summary>
    public static List<string> Problems(string manifest)
    {
        var stream = new YamlStream();
        stream.Load(new StringReader(manifest));
        var problems = new List<string>();
        if (stream.Documents is not [var document]) return ["not one document"];
        Check(document.RootNode, Job, "", problems);
        if (problems.Count > 0) return problems;

        var spec = (YamlMappingNode)document.RootNode["spec"];
        bool isIndexed = spec.Children.TryGetValue("completionMode", out YamlNode? mode) && mode.ToString() == "Indexed";
        if (!isIndexed) return problems;
        if (!spec.Children.TryGetValue("completions", out YamlNode? completions)) return ["an indexed job needs completions"];
        if (long.Parse(spec["parallelism"].ToString(), CultureInfo.InvariantCulture) > 100_000) problems.Add("parallelism of an indexed job");
        // The name of a pod's host is that of the job, a hyphen and the index; it is a label too.
        long last = long.Parse(completions.ToString(), CultureInfo.InvariantCulture) - 1;
        if (Invariant($"{document.RootNode["metadata"]["name"]}-{last}").Length > 63) problems.Add("the names of the hosts are too long");
        return problems;
    }

    private static Dictionary<string, string> Fields(params string[] fields) => fields.Select(field => field.Split(' ', 2)).ToDictionary(
        pair => pair[0], pair => pair[1], StringComparer.Ordinal);

    private static void Check(YamlNode node, Dictionary<string, string> fields, string place, List<string> problems)
    {
        if (node is not YamlMappingNode map)
        {
            problems.Add($"{place}: no object");
            return;
        }

        problems.AddRange(fields.Keys.Where(field => field.EndsWith('!') && !map.Children.ContainsKey(field[..^1])).Select(
            field => $"{place}.{field[..^1]}: missing"));
        foreach ((YamlNode key, YamlNode value) in map.Children)
        {
            string at = $"{place}.{key}";
            if (fields.GetValueOrDefault($"{key}") is { } type || fields.TryGetValue($"{key}!", out type!)) CheckValue(value, type, at, problems);
            else problems.Add($"{at}: no such field");
        }
    }

    private static void CheckValue(YamlNode value, string type, string at, List<string> problems)
    {
        if (type.EndsWith("[]", StringComparison.Ordinal))
        {
            if (value is not YamlSequenceNode list) problems.Add($"{at}: no list");
            else for (int i = 0; i < list.Children.Count; i++) CheckValue(list[i], type[..^2], $"{at}[{i}]", problems);
        }
        else if (Objects.TryGetValue(type, out Dictionary<string, string>? fields))
        {
            Check(value, fields, at, problems);
        }
        else if (type is "map" or "quantities")
        {
            string each = type == "map" ? "text" : "quantity";
            if (value is not YamlMappingNode map) problems.Add($"{at}: no map");
            else foreach ((YamlNode key, YamlNode one) in map.Children) CheckValue(one, each, $"{at}.{key}", problems);
        }
        else if (value is not YamlScalarNode scalar || !Fits(scalar, type))
        {
            problems.Add($"{at}: {value} is no {type}");
        }
    }

    /// <summary>A plain scalar of YAML may be a number or a flag, which is no text there.</summary>
    private static bool Fits(YamlScalarNode scalar, string type)
    {
        string text = scalar.Value ?? "";
        bool isPlain = scalar.Style is YamlDotNet.Core.ScalarStyle.Plain;
        bool isText = !isPlain || !(text is "" or "~" or "null" or "true" or "false" || double.TryParse(text, CultureInfo.InvariantCulture, out _));
        return type switch
        {
            "count" => isPlain && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out _),
            "flag" => isPlain && text is "true" or "false",
            "text" => isText,
            "label" => isText && text.Length <= 63 && Label().IsMatch(text),
            "quantity" => Quantity().IsMatch(text),
            _ => type[0] == '=' && type[1..].Split('|').Contains(text),
        };
    }

    [GeneratedRegex("^[a-z0-9]([-a-z0-9]*[a-z0-9])?$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Label();

    [GeneratedRegex("^([0-9]+|[0-9]*\\.[0-9]+)(m|k|M|G|T|P|E|Ki|Mi|Gi|Ti|Pi|Ei)?$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Quantity();
}
