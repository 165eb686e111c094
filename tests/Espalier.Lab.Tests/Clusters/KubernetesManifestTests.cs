using Espalier.Lab.Clusters;

namespace Espalier.Lab.Tests.Clusters;

/// <summary>The manifest fits the schema of a job, whatever the sweep is called; and the check is one that can fail.</summary>
public sealed class KubernetesManifestTests
{
    [Theory]
    [InlineData("law", 1, null, null, "espalier")]
    [InlineData("A sweep: \"of\" many_WORDS, ünd more than forty letters in all of its name", 100_000, 20, "4G", "registry:5000/espalier:1.0")]
    [InlineData("---", 20, 6, "200m", "true")]
    [InlineData("12", 3, 100_000, "4096", "12")]
    public void The_manifest_fits_the_schema(string sweep, int workers, int? atOnce, string? memory, string image) =>
        Assert.Empty(JobSchema.Problems(KubernetesManifest.Of(Array(sweep, workers, atOnce, memory), image)));

    [Theory]
    [InlineData("apiVersion: batch/v1", "apiVersion: batch/v1beta1", "apiVersion")]
    [InlineData("completions: 8", "completion: 8", ".spec.completion: no such field")]
    [InlineData("completions: 8", "completions: \"8\"", ".spec.completions")]
    [InlineData("restartPolicy: OnFailure", "restartPolicy: Always", "restartPolicy")]
    [InlineData("name: worker", "name: Worker", "containers[0].name")]
    [InlineData("image: \"espalier\"", "image: 12", "image: 12 is no text")]
    [InlineData("  template:", "  templates:", ".spec.template: missing")]
    [InlineData("memory: 4096Mi", "memory: 4GB", "memory")]
    [InlineData("valueFrom:", "valuesFrom:", "valuesFrom: no such field")]
    [InlineData("name: espalier-law", "name: espalier-law-with-a-name-of-more-than-sixty-characters-by-far-1", "name")]
    public void A_manifest_that_does_not_is_found_out(string right, string wrong, string problem)
    {
        string manifest = KubernetesManifest.Of(Array("law", 8, null, "4G"), "espalier");
        Assert.Contains(right, manifest);
        List<string> problems = JobSchema.Problems(manifest.Replace(right, wrong, StringComparison.Ordinal));
        Assert.Contains(problems, found => found.Contains(problem, StringComparison.Ordinal));
    }

    private static WorkerArray Array(string sweep, int workers, int? atOnce, string? memory) => new()
    {
        Sweep = sweep,
        Command = ["espalier", "lab", "work", "postgresql://me@host/db", "--sweep", sweep],
        Folder = "/home/me",
        Logs = "/home/me/jobs",
        Workers = workers,
        AtOnce = atOnce,
        Memory = memory,
        Threads = 2,
    };
}
