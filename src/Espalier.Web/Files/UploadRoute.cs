using Espalier.Formats.Npz;
using Espalier.Web.Parts;
using Espalier.Work.Certificates;
using Espalier.Work.Models;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace Espalier.Web.Files;

/// <summary>
/// Takes one file from a form. It streams to the disk, is limited in size, and is kept only if it can be read as what
/// its name says.
/// </summary>
internal static class UploadRoute
{
    public const string Path = "/upload";

    /// <summary>The form's fields stand before the file, so that a form without a valid token costs nothing.</summary>
    private const int MostFieldCharacters = 4096;

    public static void Map(WebApplication host) => host.MapPost(Path, Take).DisableAntiforgery();

    private static async Task<IResult> Take(HttpContext context, ServeOptions options, ModelFolder folder, IAntiforgery antiforgery)
    {
        long most = options.Limits.Upload;
        if (context.Request.ContentLength > most + MostFieldCharacters)
            return Refused(options, StatusCodes.Status413PayloadTooLarge, "the file is too large");
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } body) body.MaxRequestBodySize = most + (1 << 16);
        if (!MediaTypeHeaderValue.TryParse(context.Request.ContentType, out MediaTypeHeaderValue? type)
            || type.MediaType != "multipart/form-data" || HeaderUtilities.RemoveQuotes(type.Boundary).Value is not { Length: > 0 and < 100 } boundary)
            return Refused(options, StatusCodes.Status400BadRequest, "it is no form with a file");
        var reader = new MultipartReader(boundary, context.Request.Body);
        bool isOurs = false;
        try
        {
            while (await reader.ReadNextSectionAsync(context.RequestAborted) is { } section)
            {
                if (!ContentDispositionHeaderValue.TryParse(section.ContentDisposition, out ContentDispositionHeaderValue? part)) continue;
                if (part.IsFormDisposition())
                {
                    isOurs = await IsOurs(context, antiforgery, part.Name.Value, section.Body);
                    continue;
                }

                if (!isOurs) return Refused(options, StatusCodes.Status400BadRequest, "the form brings no token of ours");
                return await Keep(context, options, folder, part, section.Body, most);
            }
        }
        catch (Exception exception) when (exception is InvalidDataException or BadHttpRequestException or IOException)
        {
            int status = exception is BadHttpRequestException bad ? bad.StatusCode : StatusCodes.Status400BadRequest;
            return Refused(options, status, exception.Message);
        }

        return Refused(options, StatusCodes.Status400BadRequest, "there is no file in the form");
    }

    /// <summary>Whether a field of the form is a token that was made for this browser.</summary>
    private static async Task<bool> IsOurs(HttpContext context, IAntiforgery antiforgery, string? name, Stream body)
    {
        byte[] text = new byte[MostFieldCharacters];
        int length = await body.ReadAtLeastAsync(text, text.Length, throwOnEndOfStream: false, context.RequestAborted);
        var fields = new Dictionary<string, StringValues>(StringComparer.Ordinal)
        {
            [name ?? ""] = System.Text.Encoding.UTF8.GetString(text, 0, length),
        };
        context.Request.Form = new FormCollection(fields);
        return await antiforgery.IsRequestValidAsync(context);
    }

    private static async Task<IResult> Keep(
        HttpContext context, ServeOptions options, ModelFolder folder, ContentDispositionHeaderValue part, Stream body, long most)
    {
        string given = part.FileName.Value ?? "";
        string ending = System.IO.Path.GetExtension(given).ToLowerInvariant();
        if (ModelFolder.KindOf(given) is not { } kind || kind == ModelKind.Proof)
            return Refused(options, StatusCodes.Status415UnsupportedMediaType, "it is neither a network nor a ticket nor a domain by its name");
        (string name, string path) = folder.New(ending);
        try
        {
            await using (FileStream file = new(path, FileMode.CreateNew, FileAccess.Write, FileShare.None))
            {
                byte[] buffer = new byte[1 << 16];
                for (int length; (length = await body.ReadAsync(buffer, context.RequestAborted)) > 0;)
                {
                    if (file.Position + length > most)
                        throw new BadHttpRequestException("the file is too large", StatusCodes.Status413PayloadTooLarge);
                    await file.WriteAsync(buffer.AsMemory(0, length), context.RequestAborted);
                }
            }

            Try(path, kind, context.RequestAborted);
            return Results.Redirect(UploadReturn.To(context.Request.Query["to"], name, kind));
        }
        catch (InvalidInputException exception)
        {
            File.Delete(path);
            return Refused(options, StatusCodes.Status422UnprocessableEntity, exception.Message.Replace(path, "the file", StringComparison.Ordinal));
        }
        catch
        {
            File.Delete(path);
            throw;
        }
    }

    /// <summary>Reads the file as what its name says that it is.</summary>
    /// <exception cref="InvalidInputException">It is none.</exception>
    private static void Try(string path, ModelKind kind, CancellationToken cancel)
    {
        if (kind is ModelKind.Network or ModelKind.Ticket) new InspectJob().Run(new() { File = path }, new(1, Cancel: cancel));
        else if (System.IO.Path.GetExtension(path) == ".npy") NpyFormat.Read(path);
        else QueryJob.IsAboutTwo(path);
    }

    private static RazorComponentResult<Refusal> Refused(ServeOptions options, int status, string why)
    {
        options.Log?.Invoke(Invariant($"refused ({status}) an upload: {why}"));
        return new RazorComponentResult<Refusal>(new { Why = why }) { StatusCode = status };
    }
}
