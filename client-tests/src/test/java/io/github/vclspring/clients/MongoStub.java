/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.clients;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.bson.BsonBinaryReader;
import org.bson.BsonBinaryWriter;
import org.bson.BsonBoolean;
import org.bson.BsonDateTime;
import org.bson.BsonDocument;
import org.bson.BsonDouble;
import org.bson.BsonInt32;
import org.bson.codecs.BsonDocumentCodec;
import org.bson.codecs.DecoderContext;
import org.bson.codecs.EncoderContext;
import org.bson.io.BasicOutputBuffer;

/** As much of MongoDB as answers {@code hello} and {@code ping}. */
final class MongoStub {

    private static final int HEADER = 16;
    private static final int OP_REPLY = 1;
    private static final int OP_QUERY = 2004;
    private static final int OP_MSG = 2013;
    private static final BsonDocumentCodec CODEC = new BsonDocumentCodec();

    private MongoStub() {}

    static void answer(Socket socket) throws IOException {
        DataInputStream in = new DataInputStream(socket.getInputStream());
        try {
            while (true) {
                byte[] length = in.readNBytes(4);
                if (length.length < 4) {
                    return;
                }
                byte[] rest = new byte[little(length).getInt() - 4];
                in.readFully(rest);
                ByteBuffer message = little(rest);
                int request = message.getInt();
                message.getInt();
                boolean query = message.getInt() == OP_QUERY;
                BsonDocument command = query ? query(message) : message(message);
                socket.getOutputStream().write(reply(request, query, command));
            }
        } catch (EOFException e) {
            // the driver has closed it
        }
    }

    private static ByteBuffer little(byte[] bytes) {
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static BsonDocument query(ByteBuffer message) {
        message.getInt();
        while (message.get() != 0) {
            // the collection's name
        }
        message.getLong();
        return document(message);
    }

    private static BsonDocument message(ByteBuffer message) {
        message.getInt();
        message.get();
        return document(message);
    }

    private static BsonDocument document(ByteBuffer message) {
        return CODEC.decode(
                new BsonBinaryReader(message.slice().order(ByteOrder.LITTLE_ENDIAN)),
                DecoderContext.builder().build());
    }

    private static byte[] reply(int request, boolean query, BsonDocument command) {
        BsonDocument answer = new BsonDocument("ok", new BsonDouble(1));
        String name = command.getFirstKey();
        if (!name.equals("ping")) {
            answer.append("isWritablePrimary", BsonBoolean.TRUE)
                    .append("ismaster", BsonBoolean.TRUE)
                    .append("helloOk", BsonBoolean.TRUE)
                    .append("maxBsonObjectSize", new BsonInt32(16 * 1024 * 1024))
                    .append("maxMessageSizeBytes", new BsonInt32(48_000_000))
                    .append("maxWriteBatchSize", new BsonInt32(100_000))
                    .append("localTime", new BsonDateTime(0))
                    .append("connectionId", new BsonInt32(1))
                    .append("minWireVersion", new BsonInt32(0))
                    .append("maxWireVersion", new BsonInt32(21))
                    .append("readOnly", BsonBoolean.FALSE);
        }
        BasicOutputBuffer body = new BasicOutputBuffer();
        CODEC.encode(
                new BsonBinaryWriter(body), answer, EncoderContext.builder().build());
        byte[] document = body.toByteArray();
        int size = HEADER + (query ? 20 : 5) + document.length;
        ByteBuffer reply = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
        reply.putInt(size).putInt(1).putInt(request).putInt(query ? OP_REPLY : OP_MSG);
        if (query) {
            reply.putInt(0).putLong(0).putInt(0).putInt(1);
        } else {
            reply.putInt(0).put((byte) 0);
        }
        return reply.put(document).array();
    }
}
