namespace RedshiftSync.RedshiftEmulator.Wire;

/// <summary>The fields of an ErrorResponse or a NoticeResponse by their letters.</summary>
internal sealed class ErrorFields
{
    // The fields of version 8.0 in its order. Newer versions add V and the names s, t, c, d, n.
    private const string Sent = "SCMDHPFLR";

    private readonly Dictionary<char, string> _fields = [];

    public ErrorFields()
    {
    }

    public ErrorFields(string severity, string sqlState, string message)
    {
        Severity = severity;
        SqlState = sqlState;
        Text = message;
    }

    public string Severity
    {
        get => this['S'] ?? "";
        set => this['S'] = value;
    }

    public string SqlState
    {
        get => this['C'] ?? "";
        set => this['C'] = value;
    }

    public string Text
    {
        get => this['M'] ?? "";
        set => this['M'] = value;
    }

    public string? Detail
    {
        get => this['D'];
        set => this['D'] = value;
    }

    public string? Hint
    {
        get => this['H'];
        set => this['H'] = value;
    }

    public string? this[char letter]
    {
        get => _fields.GetValueOrDefault(letter);
        set
        {
            if (value is null)
            {
                _fields.Remove(letter);
            }
            else
            {
                _fields[letter] = value;
            }
        }
    }

    public static ErrorFields Parse(Message message)
    {
        var fields = new ErrorFields();
        var reader = message.Read();
        for (var letter = reader.Byte(); letter != 0; letter = reader.Byte())
        {
            fields[(char)letter] = reader.Text();
        }

        return fields;
    }

    public void Write(MessageWriter writer, char type)
    {
        writer.Begin(type);
        foreach (var letter in Sent)
        {
            if (this[letter] is { } text)
            {
                writer.Byte((byte)letter).Text(text);
            }
        }

        writer.Byte(0).End();
    }
}
