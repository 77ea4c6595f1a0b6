using System.Text;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace Lode.Differential;

/// <summary>The table of operations, and the loop that answers with them.</summary>
public sealed class Operations
{
    private readonly Dictionary<string, Func<JArray, object?>> byName = new(StringComparer.Ordinal);

    // Dates stay text. A lone surrogate cannot be asked about: the JSON reader replaces it.
    private static readonly JsonSerializerSettings Settings = new()
    {
        DateParseHandling = DateParseHandling.None,
        StringEscapeHandling = StringEscapeHandling.EscapeNonAscii,
    };

    public void Add(string name, Func<JArray, object?> operation) => byName.Add(name, operation);

    public void Answer(Stream input, Stream output)
    {
        using var reader = new StreamReader(input, new UTF8Encoding(false));
        using var writer = new StreamWriter(output, new UTF8Encoding(false)) { NewLine = "\n", AutoFlush = true };
        while (reader.ReadLine() is { } line)
        {
            writer.WriteLine(JsonConvert.SerializeObject(AnswerOne(line), Settings));
        }
    }

    private object AnswerOne(string line)
    {
        try
        {
            var question = JsonConvert.DeserializeObject<JObject>(line, Settings)!;
            return new { result = byName[(string)question["op"]!]((JArray)question["args"]!) };
        }
        catch (Exception exception)
        {
            return new { error = $"{exception.GetType().Name}: {exception.Message}" };
        }
    }
}
